// What this machine does now: a page with a fixed amount of work of the kinds that the app does. Rows are
// written, laid out and painted, beside a plain calculation: many for a click, a few for each frame of scrolling.
import { answer, markInputs, scrolled } from "./trace.mjs";

/** What that takes on a quiet machine, in the milliseconds of trace.mjs. */
const quiet = { click: 42, frame: 13 };

const html = `<!doctype html>
<style>
  body { margin: 0; font: 14px/20px sans-serif }
  #box { width: 320px; height: 780px; overflow: auto; contain: strict; background: #fff }
  #space { height: 400000px; position: relative }
  .row { position: absolute; left: 0; right: 0; height: 64px; display: flex; gap: 12px; align-items: center; contain: strict }
  .row i { width: 36px; height: 36px; border-radius: 50%; background: #cde }
  .row b, .row span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
</style>
<button>Work</button><div id="box"><div id="space"></div></div>
<script>
  const space = document.getElementById("space"), box = document.getElementById("box");
  let serial = 0, sum = 0;
  function row(top) {
    const made = document.createElement("div");
    made.className = "row";
    made.style.top = top + "px";
    made.innerHTML = "<i></i><div><b>Customer " + ++serial + "</b><span>Question number " + serial + ' about an order</span></div><svg width="16" height="16"><path d="M2 6l3 3 8-6" stroke="#333" fill="none"/></svg>';
    return made;
  }
  function work(rows, turns, top) {
    for (let n = 0; n < turns; n++) sum += JSON.parse(JSON.stringify({ id: n, text: "Question number " + n, at: [n, n + 1] })).at[1];
    while (space.childElementCount + rows > 24) space.firstChild.remove();
    for (let n = 0; n < rows; n++) space.append(row(top + 64 * (n % 12)));
  }
  document.querySelector("button").addEventListener("click", () => work(24, 5000, box.scrollTop));
  box.addEventListener("scroll", () => work(4, 300, box.scrollTop));
</script>`;

/** The page in a window of its own beside the app's. Each figure says how many times slower it is than on a quiet machine. */
export async function floorBeside(page) {
  const context = await page.context().browser().newContext({ viewport: { width: 1440, height: 900 } });
  const floor = await context.newPage();
  await floor.setContent(html);
  await markInputs(floor);
  const click = () => answer(floor, () => floor.mouse.click(20, 10));
  for (let n = 0; n < 5; n++) await click(); // until its code is compiled
  return {
    click: async () => (await click()) / quiet.click,
    frame: async () => (await scrolled(floor, "#box")).frame / quiet.frame,
    close: () => context.close(),
  };
}
