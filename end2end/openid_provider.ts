// A real OpenID provider on loopback, with pages of its own to sign in on.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const CLIENT = "turnaway";
export const SECRET = "open-sesame";

/** A provider that has its address, and serves once it is told of its client. */
export interface OpenIdProvider {
  /** The address, as the provider names itself. */
  issuer: string;
  /** Begins to serve a client that is sent back to this address. */
  serve(redirect: string): void;
  /** Ends it. */
  stop(): Promise<void>;
}

/** A provider whose users have what they type as their id and as their verified address. */
export async function openIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    serve: (redirect) => {
      const provider = new Provider(issuer, {
        clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [redirect] }],
        claims: { openid: ["sub"], email: ["email", "email_verified"] },
        findAccount: (_, id) => ({
          accountId: id,
          claims: () => ({ sub: id, email: id, email_verified: true }),
        }),
      });
      server.on("request", provider.callback());
    },
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
