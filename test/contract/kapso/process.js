// Starts and stops processes of the binary, and waits for what they do.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const binary = resolve(process.env.RELEVO_BIN ?? "../../../bin/relevo");

// The settings of whoever runs the tests are not those of the server here.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RELEVO_")));

/** Runs a command of the binary to its end; gives the JSON it prints. */
export function run(...args) {
  return JSON.parse(execFileSync(binary, [...args, "--json"], { env, encoding: "utf8" }));
}

/** Starts a process of the binary and waits for its line `ready URL`. */
export async function start(...args) {
  const child = spawn(binary, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (part) => (log = (log + part).slice(-8_000)));
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${args[0]} ended with ${code}: ${log}`);
  });
  ended.catch(() => {});
  const ready = new Promise((done) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("ready ")) done(line.slice("ready ".length).trim());
    });
  });
  return { child, base: await Promise.race([ready, ended]) };
}

/** Tells a process to end; gives its exit code. */
export async function stop({ child }) {
  if (child.exitCode !== null) return child.exitCode;
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code;
}

/** Polls until look gives something; its last error or value is told after the deadline. */
export async function eventually(what, look, seconds = 30) {
  const deadline = Date.now() + seconds * 1_000;
  for (let last; ; await new Promise((next) => setTimeout(next, 20))) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`, { cause: last });
  }
}
