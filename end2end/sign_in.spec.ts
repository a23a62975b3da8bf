// The first start, signing in and out, as a person does it.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const PASSWORD = "correct horse battery";

test.use({ isSignedIn: false });

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
}

test("the first start, a wrong password, and signing out", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 401/, /console error: .*401/);
  const { url, link } = await turnaway.serveOnly(turnaway.path(`first-${test.info().project.name}.db`));
  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("Name").fill("Mira");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page).toHaveURL(`${url}/`);

  await page.locator(".reader-menu > summary").click();
  await page.getByRole("link", { name: "Users" }).click();
  await expect(page.getByRole("heading", { name: "Mira" })).toBeVisible();
  await expectAccessible(page);
  await page.locator(".reader-menu > summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(`${url}/sign-in`);
  await expectAccessible(page);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("Mira")).toHaveCount(0);

  await page.goto(`${url}/denials?range=all`);
  await page.getByLabel("Name").fill("Mira");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("The name or the password is wrong.");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${url}/denials?range=all`);
});
