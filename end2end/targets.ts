// The size of click targets, as WCAG 2.5.8 requires.

import type { Page } from "@playwright/test";

/** The least width and height of a target, in CSS pixels. */
const LEAST = 24;

/**
 * The targets of a page that are smaller than 24 × 24 pixels and are not exempt, neither by
 * spacing (a circle of 24 pixels around each touches no other target and no other such circle)
 * nor because they are in a sentence. One line each, with the size.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const selector = "a[href], button, input:not([type=hidden]), select, summary";
    const modal = document.querySelector("dialog:modal");
    const elements = [...(modal ?? document).querySelectorAll<HTMLElement>(selector)].filter(
      (element) => {
        const { width, right } = element.getBoundingClientRect();
        // What is positioned off-screen waits for the focus.
        return element.checkVisibility({ visibilityProperty: true }) && width > 0 && right > 0;
      },
    );
    // A click on a label is a click on its field.
    const boxes = elements.map((element) => {
      const labels = (element as HTMLInputElement).labels;
      const boxes = [element, ...(labels ?? [])].map((part) => part.getBoundingClientRect());
      const left = Math.min(...boxes.map((box) => box.left));
      const top = Math.min(...boxes.map((box) => box.top));
      const width = Math.max(...boxes.map((box) => box.right)) - left;
      const height = Math.max(...boxes.map((box) => box.bottom)) - top;
      return { left, top, width, height };
    });
    const isSmall = (box: { width: number; height: number }) =>
      // Browsers round to half a hundredth.
      box.width < least - 0.005 || box.height < least - 0.005;
    const center = (box: (typeof boxes)[number]) => ({
      x: box.left + box.width / 2,
      y: box.top + box.height / 2,
    });
    const isCrowded = (index: number) => {
      const own = boxes[index]!;
      const { x, y } = center(own);
      return boxes.some((other, place) => {
        if (place === index || elements[place]!.contains(elements[index]!)) return false;
        const dx = Math.max(other.left - x, 0, x - other.left - other.width);
        const dy = Math.max(other.top - y, 0, y - other.top - other.height);
        const that = center(other);
        const apart = Math.hypot(that.x - x, that.y - y);
        return Math.hypot(dx, dy) < least / 2 || (isSmall(other) && apart < least);
      });
    };
    const isInSentence = (element: HTMLElement) => {
      const text = element.closest("p, li, dd, td")?.textContent?.trim() ?? "";
      const own = element.textContent?.trim() ?? "";
      return getComputedStyle(element).display === "inline" && text.length > own.length + 20;
    };
    return elements
      .filter(
        (element, index) => isSmall(boxes[index]!) && isCrowded(index) && !isInSentence(element),
      )
      .map((element) => {
        const box = boxes[elements.indexOf(element)]!;
        const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 30);
        const size = `${box.width.toFixed(1)} × ${box.height.toFixed(1)}`;
        return `${element.tagName.toLowerCase()}.${element.className} "${name}": ${size}`;
      });
  }, LEAST);
}

/**
 * What can be scrolled sideways, or is cut off at the window's side, and is neither a table
 * region nor the line of chips. One line each.
 */
export async function sidewaysScrolling(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      found.push(`the page: ${root.scrollWidth} > ${root.clientWidth}`);
    }
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      if (!element.checkVisibility() || element.scrollWidth <= element.clientWidth + 1) continue;
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
      const isMeant = element.matches(".chips, [role=region][tabindex='0']:has(> table)");
      if (scrolls && !isMeant && element.clientWidth > 1) {
        const sizes = `${element.scrollWidth} > ${element.clientWidth}`;
        found.push(`${element.tagName.toLowerCase()}.${element.className}: ${sizes}`);
      }
    }
    return found;
  });
}
