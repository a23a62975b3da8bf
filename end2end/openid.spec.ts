// Signing in with an OpenID provider, as a person does it.

import { writeFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";
import { CLIENT, openIdProvider, SECRET } from "./openid_provider.ts";

test.use({ isSignedIn: false });

test("a user who was added signs in with the provider, and no one else", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 40[13]/, /console error: .*40[13]/);
  // The page that leads to the provider redirects at once, whether or not its style is loaded.
  allowedProblems.push(/turnaway\.css: net::ERR_ABORTED/);
  const name = `openid-${test.info().project.name}`;
  const database = turnaway.path(`${name}.db`);
  const secret = turnaway.path(`${name}.secret`);
  await writeFile(secret, `${SECRET}\n`);
  for (const [user, role] of [
    ["root", "administrator"],
    ["mira@brenn.example", "producer"],
  ]) {
    const options = ["--role", role ?? "", "--no-password"];
    const added = await turnaway.run(["user", "add", user ?? "", ...options, "--database", database]);
    expect(added.status).toBe(0);
  }
  const provider = await openIdProvider();
  // The provider's pages load a font from elsewhere, which no one waits for.
  allowedProblems.push(new RegExp(provider.issuer));
  const elsewhere = (target: URL) => target.hostname !== "127.0.0.1";
  await page.route(elsewhere, (route) => route.fulfill({ contentType: "text/css", body: "" }));
  try {
    const { url } = await turnaway.serveOnly(database, [
      ...["--oidc-issuer", provider.issuer, "--oidc-client-id", CLIENT],
      ...["--oidc-client-secret-file", secret, "--oidc-name", "Brenn"],
    ]);
    provider.serve(`${url}/sign-in/return`);
    await page.goto(`${url}/denials?range=all`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((violation) => violation.id)).toEqual([]);

    await page.getByRole("button", { name: "Sign in with Brenn" }).click();
    await page.locator("input[name=login]").fill("mira@brenn.example");
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
    // The provider asks whether the server may know the e-mail address.
    await page.locator("button[type=submit]").click();
    await expect(page).toHaveURL(`${url}/denials?range=all`);
    await page.locator(".reader-menu > summary").click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();

    // A form whose session has ended is restored after a sign-in with the provider, too.
    await page.goto(`${url}/sign-in?to=/imports`);
    await page.getByRole("button", { name: "Sign in with Brenn" }).click();
    await expect(page).toHaveURL(`${url}/imports`);
    await page.getByLabel("Account").fill("Ash Works");
    await page.getByLabel("Server", { exact: true }).fill("eu-7");
    await page.context().clearCookies({ domain: "127.0.0.1", name: /^turnaway-/ });
    await page.locator("#drop").evaluate((form: HTMLFormElement) => form.submit());
    await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign in with Brenn" }).click();
    await expect(page).toHaveURL(`${url}/imports`);
    await expect(page.getByLabel("Account")).toHaveValue("Ash Works");
    await expect(page.getByLabel("Server", { exact: true })).toHaveValue("eu-7");

    await page.context().clearCookies();
    await page.goto(`${url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with Brenn" }).click();
    await page.locator("input[name=login]").fill("nadia@brenn.example");
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
    await page.locator("button[type=submit]").click();
    await expect(page.getByRole("alert")).toContainText("you are not a user here");
  } finally {
    await provider.stop();
  }
});
