// Speed is judged beside a floor: a busy machine slows both down, a slower app only one of them.
import assert from "node:assert/strict";

const allowed = 1.4; // times the aim
const tries = 3;
const rounds = 3;

const median = (all) => all.toSorted((a, b) => a - b)[all.length >> 1];

/**
 * Holds what act measures, milliseconds by name, to the aims. Every try has its try of
 * the floor before it, and the median of a round is judged beside the floor's median.
 * A round that fails may be a disturbance and is done again; three in a row are not.
 */
export async function judge(t, { aims, floor, act }) {
  const said = [];
  for (let round = 1; ; round++) {
    const all = [];
    const floors = [];
    for (let n = 0; n < tries; n++) {
      floors.push(await floor());
      all.push(await act());
    }
    const slower = Math.max(1, median(floors));
    const missed = Object.entries(aims).filter(([what, aim]) => {
      const took = median(all.map((one) => one[what]));
      said.push(`${what} ${took.toFixed(0)} ms (aim ${aim}, floor ${median(floors).toFixed(2)})`);
      return took > aim * allowed * slower;
    });
    if (missed.length && round < rounds) continue;
    t.diagnostic(said.join("; "));
    return assert.deepEqual(missed.map(([what]) => what), [], said.join("; "));
  }
}
