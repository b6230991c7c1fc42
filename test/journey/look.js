// Takes pictures of the states of the real product, in light, dark and on a
// phone, into out/. For people who change what it looks like. The subjects to
// take can be named: npm run look -- settings thread
import { composer } from "./look/composer.js";
import { details } from "./look/details.js";
import { firstVisit } from "./look/first-visit.js";
import { help } from "./look/help.js";
import { kinds } from "./look/kinds.js";
import { list } from "./look/list.js";
import { settings } from "./look/settings.js";
import { simulator } from "./look/simulator.js";
import { team } from "./look/team.js";
import { thread } from "./look/thread.js";
import { troubles } from "./look/troubles.js";

const subjects = { "first-visit": firstVisit, list, thread, kinds, composer, details, team, settings, help, troubles, simulator };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(subjects, name));
if (unknown.length > 0) throw new Error(`no subject ${unknown.join(", ")}; there are ${Object.keys(subjects).join(", ")}`);

for (const name of asked.length > 0 ? asked : Object.keys(subjects)) {
  const began = performance.now();
  await subjects[name]().then(
    () => console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`),
    (error) => { // the other subjects can be taken all the same
      console.error(`${name}:`, error);
      process.exitCode = 1;
    },
  );
}
