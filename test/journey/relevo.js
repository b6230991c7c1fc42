// The binary under test: a server on loopback with a data directory of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.env.RELEVO_BIN ?? join(here, "../../bin/relevo"));
// The server takes every variable of the name RELEVO_… for a setting.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RELEVO_")));

/** One data directory and the server that runs on it, which may die and come back. */
export class Relevo {
  #options = [];
  #link = "";

  /** A server with the demo's owner, customers and simulator. */
  static demo = () => new Relevo().#start(["--demo"], "demo");

  /** A new server, whose owner is still to be made. */
  static bare = () => new Relevo().#start([], "setup");

  async #start(options, link) {
    this.#options = options;
    this.#link = link;
    this.data = await mkdtemp(join(tmpdir(), "relevo-journey-"));
    await this.run("127.0.0.1:0");
    return this;
  }

  /** Starts the server; it has printed its address and its link then. */
  async run(listen) {
    this.child = spawn(binary, ["serve", ...this.#options, "--listen", listen, "--data", this.data], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = once(this.child, "exit");
    let log = "";
    this.child.stderr.on("data", (part) => (log = (log + part).slice(-4000)));
    const lines = createInterface({ input: this.child.stdout });
    const printed = new Promise((done) => {
      const found = {};
      lines.on("line", (line) => {
        const [word, value] = line.split(/\s+/);
        found[word] = value;
        if (found.ready && found[this.#link]) done(found);
      });
    });
    const found = await Promise.race([
      printed,
      this.ended.then(([code, signal]) => assert.fail(`the server ended with ${code ?? signal}: ${log}`)),
    ]);
    this.url = found.ready;
    this.link = found[this.#link];
  }

  get listen() {
    return new URL(this.url).host;
  }

  /** Ends the server as a power cut would. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** Makes a person with a seat, beside the running server; somebody who is known has no other password. */
  async createUser({ project, email, name, role, password = "" }) {
    await this.#command(["user", "create", "--project", project, "--email", email, "--name", name, "--role", role, "--password-stdin"], `${password}\n`);
  }

  /** Makes one more project, beside the running server, and gives its id. */
  async createProject(name) {
    return JSON.parse(await this.#command(["project", "create", "--name", name, "--json"])).id;
  }

  async #command(words, input = "") {
    const child = spawn(binary, [...words, "--data", this.data], { env, stdio: "pipe" });
    let [out, said] = ["", ""];
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (said += part));
    child.stdin.end(input);
    const [code] = await once(child, "close");
    assert.equal(code, 0, said);
    return out;
  }

  async stop() {
    this.child.kill("SIGTERM");
    const [code] = await this.ended;
    await rm(this.data, { recursive: true, force: true });
    return code;
  }
}
