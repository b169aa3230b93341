/**
 * Looks at every screen of the built sample UI in Chromium: pictures, axe-core, policy breaches.
 *
 * Usage: `npm run build:fake && npm run look [-- filter]`. The pictures land in `pictures/`.
 * `CHROMIUM` names the browser; the usual places are tried otherwise.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const OUT = new URL('../pictures/', import.meta.url);
const SIZES = [
  [1280, 800],
  [900, 640],
];
const BROWSERS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Every picture: its name, the state of the sample, the place, and what to do there. */
const SHOTS = [
  ['review', 'rich', '#/review'],
  ['review-version', 'rich', '#/review/rev-aicha', (page) => page.click('text=What changed')],
  ['review-rtl', 'rich', '#/review/rev-rtl'],
  ['review-long', 'rich', '#/review/rev-long'],
  ['review-picture', 'rich', '#/review/rev-fog'],
  ['review-blocked', 'rich', '#/review/rev-over'],
  ['review-like', 'rich', '#/review/rev-lena'],
  ['review-edit', 'rich', '#/review', (page) => page.keyboard.press('e')],
  ['review-snooze', 'rich', '#/review', (page) => page.keyboard.press('s')],
  ['review-wish', 'rich', '#/review', (page) => page.keyboard.press('Shift+R')],
  ['review-undo', 'rich', '#/review', (page) => page.keyboard.press('a')],
  ['review-several', 'rich', '#/review', (page) => page.keyboard.press('Shift+X')],
  ['review-empty', 'empty', '#/review'],
  ['review-error', 'error', '#/review'],
  ['review-slow', 'slow', '#/review'],
  ['review-offline', 'offline', '#/review'],
  ['review-many', 'many', '#/review', (page) => page.keyboard.press('End')],
  ['activity', 'rich', '#/activity'],
  ['activity-long', 'rich', '#/activity/act-long'],
  ['activity-reply', 'rich', '#/activity', (page) => page.keyboard.press('r')],
  ['activity-report', 'rich', '#/activity', (page) => page.click('text=Report')],
  ['activity-empty', 'empty', '#/activity'],
  ['compose', 'rich', '#/compose', (page) => page.keyboard.type('Fog again, and the gulls.')],
  ['accounts', 'rich', '#/accounts/acc-masto'],
  ['accounts-reconnect', 'rich', '#/accounts/acc-long'],
  ['accounts-connect', 'rich', '#/accounts', (page) => page.keyboard.press('c')],
  ['history', 'rich', '#/history/out-failed'],
  ['history-done', 'rich', '#/history/out-done'],
  ['history-empty', 'empty', '#/history'],
  ['settings', 'rich', '#/settings'],
  ['settings-drafts', 'rich', '#/settings/drafts', drafts],
  ['settings-window', 'rich', '#/settings/window'],
  ['settings-data', 'rich', '#/settings/data'],
  ['welcome', 'welcome', ''],
  ['welcome-connect', 'welcome', '', connect],
  ['welcome-vault', 'vault', '', (page) => page.click('text=Connect a Bluesky account')],
  ['palette', 'rich', '#/review', (page) => page.keyboard.press('Control+K')],
  ['help', 'rich', '#/review', (page) => page.keyboard.press('?')],
];

async function drafts(page) {
  await page.click('label:has-text("Ollama")');
  await page.click('text=Look for models');
}

async function connect(page) {
  await page.click('text=Connect a Bluesky account');
  await page.click('button:has-text("Connect")');
}

async function look(page, base, [name, mode, hash, act], theme, [width, height]) {
  const found = [];
  const heard = (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) {
      found.push(`console: ${message.text()}`);
    }
  };
  const broken = (error) => found.push(`script: ${error.message}`);
  page.on('console', heard);
  page.on('pageerror', broken);
  await page.setViewportSize({ width, height });
  await page.goto('about:blank');
  await page.goto(`${base}?fake=${mode}&theme=${theme}&delay=5${hash}`);
  await page.waitForTimeout(mode === 'slow' ? 5200 : 350);
  await act?.(page);
  await page.waitForTimeout(350);
  await page.screenshot({ path: new URL(`${name}-${theme}-${width}.png`, OUT).pathname });
  // The tool itself may be put in; what it puts on the page is not Herald's.
  found.push(...(await page.evaluate(runAxe)));
  const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  if (wide) found.push('the page is wider than the window');
  page.off('console', heard);
  page.off('pageerror', broken);
  return found.map((text) => ({ shot: `${name} ${theme} ${width}`, text }));
}

async function runAxe() {
  const { violations } = await globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 140)} ${node.failureSummary}`),
  );
}

async function main() {
  const filter = process.argv[2] ?? '';
  mkdirSync(OUT, { recursive: true });
  const server = await preview({
    build: { outDir: 'dist-fake' },
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
    logLevel: 'error',
  });
  const base = server.resolvedUrls?.local[0] ?? '';
  const executablePath = BROWSERS.find((path) => path && existsSync(path));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'en-GB' });
  // Put in by the browser itself, so the policy of the page stays as it is.
  await page.addInitScript({ content: AXE });
  const found = [];
  for (const shot of SHOTS.filter(([name]) => name.startsWith(filter))) {
    for (const theme of ['light', 'dark']) {
      for (const size of SIZES) found.push(...(await look(page, base, shot, theme, size)));
    }
  }
  await browser.close();
  server.httpServer.close();
  const shots = new Map();
  for (const { shot, text } of found) shots.set(text, [...(shots.get(text) ?? []), shot]);
  for (const [text, where] of shots)
    console.log(`${where[0]} and ${where.length - 1} more: ${text}`);
  if (found.length === 0) console.log('Nothing found.');
  process.exitCode = found.length === 0 ? 0 : 1;
}

await main();
