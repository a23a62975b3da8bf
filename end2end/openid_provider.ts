// A real OpenID provider on loopback, with its own sign-in pages.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const CLIENT = "turnaway";
export const SECRET = "open-sesame";

/** A provider that has its URL, and serves once it knows its client. */
export interface OpenIdProvider {
  /** The issuer URL. */
  issuer: string;
  /** Starts to serve a client with this redirect URL. */
  serve(redirect: string): void;
  /** Stops it. */
  stop(): Promise<void>;
}

/** A provider whose users have what they type as their id and as their verified e-mail address. */
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
