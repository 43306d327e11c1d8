/**
 * How a page is looked at: axe in light and dark, what sticks out at 320 px, a screenshot of each in `out/`
 * to be looked at by a person.
 */
import { join } from 'node:path';
import axeCore from 'axe-core';
import { out } from './house.mjs';
import { settled } from './people.mjs';

const DESKTOP = { width: 1366, height: 820 };
export const PHONE = { width: 320, height: 640 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong with the page as it is, a line per element; empty when nothing is. */
async function axe(page, where) {
  // Through the debugger, which the policy of the page does not bind.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axeCore.source);
  const violations = await page.evaluate(async (rules) => {
    // The frame of a mail runs no script, not even axe's, and would be waited for.
    const found = await axe.run({ exclude: ['iframe'] }, { iframes: false, resultTypes: ['violations'], runOnly: rules });
    return found.violations.map((v) => ({ id: v.id, nodes: v.nodes.map((n) => ({ target: n.target.join(' '), why: n.failureSummary ?? '' })) }));
  }, RULES);
  return violations.flatMap((v) => v.nodes.map((n) => `${where}: ${v.id} at ${n.target}: ${n.why.split('\n').slice(1, 3).join('; ').trim()}`));
}

/**
 * Two frames on, as a reader who wants no motion sees it; what still moves then is a fault of the page:
 * its colours and places are not yet those it has (runs in the page).
 */
async function moving() {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  await frame();
  await frame();
  return document.getAnimations().slice(0, 4).map((a) => `${a.effect?.target?.className ?? a.effect?.target?.nodeName} is still in motion`);
}

/** What sticks out of the screen at 320 px; things that scroll within themselves may. */
async function sticksOut(page, where) {
  const wide = await page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth <= root.clientWidth) {
      // The frame hides its overflow: what a reader cannot reach is as bad as a page that scrolls.
      const scrolls = (node) => {
        for (let up = node.parentElement; up; up = up.parentElement) {
          const style = getComputedStyle(up);
          if (/auto|scroll/.test(style.overflowX) && up.scrollWidth > up.clientWidth) return true;
          if (style.overflowX === 'hidden' && style.textOverflow === 'ellipsis') return true;
        }
        return false;
      };
      return [...document.querySelectorAll('main button, main a, main input, main select, main textarea, main h1, main h2, main p, main td, main dd')]
        .filter((node) => {
          const box = node.getBoundingClientRect();
          return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1) && !node.closest('svg,.visually-hidden,.djs-container') && !scrolls(node);
        })
        .slice(0, 4)
        .map((node) => `${node.tagName.toLowerCase()} «${(node.textContent ?? '').trim().slice(0, 40)}» reaches ${Math.round(node.getBoundingClientRect().right)} px`);
    }
    return [`the page is ${root.scrollWidth} px wide`];
  });
  return wide.map((what) => `${where} at 320 px: ${what}`);
}

/**
 * Looks at the page as it stands: desktop light, desktop dark, 320 px.
 * `phone`, `dark`: false leaves that one out.
 */
export async function look(page, name, wrong, { phone = true, dark = true } = {}) {
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await settled(page);
  wrong.push(...await axe(page, `${name} light`));
  await page.screenshot({ path: join(out, `${name}-1-light.png`) });
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
    wrong.push(...(await page.evaluate(moving)).map((what) => `${name} dark: ${what}`));
    wrong.push(...await axe(page, `${name} dark`));
    await page.screenshot({ path: join(out, `${name}-2-dark.png`) });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
  if (phone) {
    await page.setViewportSize(PHONE);
    await settled(page);
    // On a busy machine the page may not be laid out anew yet.
    await page.waitForFunction((width) => innerWidth === width, PHONE.width);
    await page.evaluate(moving);
    wrong.push(...await sticksOut(page, name));
    await page.screenshot({ path: join(out, `${name}-3-phone.png`) });
    await page.setViewportSize(DESKTOP);
  }
}

/** Goes to each address and looks at it; `then` brings the page into the state that is meant. */
export async function round(page, wrong, pages) {
  for (const [name, address, then, options] of pages) {
    await page.goto(address);
    await settled(page);
    if (then) {
      await then(page);
      await settled(page);
    }
    await look(page, name, wrong, options);
  }
}
