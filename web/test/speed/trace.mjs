// What a page asks of the processor, by the browser's own trace: the time that its main thread was really at work.
// Unlike the time on the clock it doesn't grow when other programs keep the machine busy.
import { setTimeout } from "node:timers/promises";

const quarter = 4; // the aims are for a processor a quarter as fast
const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing", "loading"];

/** Milliseconds on a quarter of this processor, of all tasks together and of the longest, between the page's marks "begin" and "end". */
export async function spent(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  return between(traceEvents, markOf(traceEvents, "begin"), markOf(traceEvents, "end"));
}

/** The same until the page's first content is painted; open leads to a page that sets the mark "end" later. */
export async function untilContent(page, open) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories });
  await open();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const { pid } = markOf(traceEvents, "end");
  const seen = traceEvents.find((e) => e.name === "firstContentfulPaint" && e.pid === pid);
  return between(traceEvents, { ...seen, ts: 0 }, seen).whole;
}

const markOf = (events, name) => events.findLast((e) => e.name === name && e.cat?.includes("blink.user_timing"));

function between(events, begin, end) {
  const tasks = events.filter((e) => e.name === "RunTask" && e.pid === begin.pid && e.tid === begin.tid && e.ts + e.dur > begin.ts && e.ts < end.ts);
  const times = tasks.map((e) => (e.tdur * quarter) / 1000);
  return { whole: times.reduce((sum, ms) => sum + ms, 0), longest: Math.max(0, ...times) };
}

/** Marks every input: from its arrival until the frame that shows its effect. */
export const markInputs = (page) => page.evaluate(() => {
  const after = new MessageChannel();
  after.port1.onmessage = () => performance.mark("end");
  const alone = (e) => ["Control", "Meta", "Shift"].includes(e.key); // goes before the key that counts
  for (const [begin, last] of [["pointerdown", "click"], ["keydown", "keydown"]]) {
    addEventListener(begin, (e) => alone(e) || performance.mark("begin"), { capture: true });
    addEventListener(last, (e) => alone(e) || requestAnimationFrame(() => after.port2.postMessage(0)), { capture: true });
  }
});

/** What one input costs until its effect is seen. */
export const answer = async (page, act) => (await spent(page, async () => {
  await page.evaluate(() => performance.clearMarks());
  await act();
  do await setTimeout(100); // looking more often would be work of its own
  while (await page.evaluate(() => performance.getEntriesByName("end").length === 0));
})).whole;

/** Scrolls a box to and fro for a second: what a frame costs, and the longest task. */
export async function scrolled(page, selector) {
  let frames;
  const { whole, longest } = await spent(page, async () => {
    frames = await page.evaluate(async (of) => {
      const box = document.querySelector(of);
      const frame = () => new Promise(requestAnimationFrame);
      await frame();
      performance.mark("begin");
      let count = 0;
      for (const until = performance.now() + 1000; performance.now() < until; count++) {
        if (box.scrollTop <= 0) box.step = 60;
        if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) box.step = -60;
        box.scrollTop += box.step ?? -60;
        await frame();
      }
      performance.mark("end");
      return count;
    }, selector);
  });
  return { frame: whole / frames, longest };
}
