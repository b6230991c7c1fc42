// Starts a simulator and a server that has one number of it, and stops both.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const binary = resolve(process.env.RELEVO_BIN ?? "../../../bin/relevo");

// The settings of whoever runs the tests are not those of the server here.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RELEVO_")));

/** Starts a process of the binary and waits for its line `ready URL`. */
async function start(...args) {
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

async function stop({ child }) {
  if (child.exitCode !== null) return child.exitCode;
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code;
}

/** Polls until look gives something; its last error or value is told after the deadline. */
export async function eventually(what, look, seconds = 15) {
  const deadline = Date.now() + seconds * 1_000;
  for (let last; ; await new Promise((next) => setTimeout(next, 50))) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`, { cause: last });
  }
}

/** A simulator, and a server set up by the command line as an operator would. */
export async function startRig(...serveArgs) {
  const sim = await start("sim", "--listen", "127.0.0.1:0");
  const rig = new Rig(sim, await mkdtemp(join(tmpdir(), "relevo-kapso-")));
  try {
    await rig.setUp(serveArgs);
  } catch (error) {
    await rig.stop();
    throw error;
  }
  return rig;
}

class Rig {
  constructor(sim, data) {
    Object.assign(this, { sim, data });
  }

  async setUp(serveArgs) {
    this.info = await this.control("GET", "");
    const project = this.cli("project", "create", "--name", "Contract").id;
    this.key = this.cli("key", "create", "--project", project, "--name", "sdk").key;
    const app = this.cli("meta-app", "add", "--project", project, "--name", "Simulator",
      "--app-secret", this.info.app_secret, "--verify-token", this.info.verify_token);
    this.cli("number", "add", "--project", project, "--meta-app", app.id, "--kind", "sandbox", "--name", "Tavola",
      "--graph-url", this.sim.base, "--phone-number-id", this.info.phone_number_id,
      "--business-account-id", this.info.business_account_id, "--access-token", this.info.access_token,
      "--display-phone-number", this.info.display_phone_number);
    this.server = await start("serve", "--data", this.data, "--listen", "127.0.0.1:0", ...serveArgs);
    await this.control("PUT", "/webhook", { url: this.server.base + app.webhook_path, verify: true, verify_token: this.info.verify_token });
  }

  /** Serves a file as a public web server would; gives its address. */
  async serveFile(name, type, bytes) {
    if (!this.files) {
      this.files = createServer((request, response) => {
        const file = this.served.get(request.url);
        response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
        response.end(file?.bytes);
      });
      this.served = new Map();
      this.files.listen(0, "127.0.0.1");
      await once(this.files, "listening");
    }
    this.served.set(`/${name}`, { type, bytes });
    return `http://127.0.0.1:${this.files.address().port}/${name}`;
  }

  cli(...args) {
    return JSON.parse(execFileSync(binary, [...args, "--data", this.data, "--json"], { env, encoding: "utf8" }));
  }

  /** The settings of an SDK client for this server. */
  settings(kapsoApiKey = this.key) {
    return { baseUrl: `${this.server.base}/meta/whatsapp`, kapsoApiKey };
  }

  async control(method, path, body) {
    const answer = await fetch(`${this.sim.base}/control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return json;
  }

  /** Sends as a customer; gives the wamid. */
  async say(phone, message) {
    return (await this.control("POST", `/customers/${encodeURIComponent(phone)}/messages`, message)).id;
  }

  /** What the customer's phone shows of a message. */
  async onPhone(phone, id) {
    const { data } = await this.control("GET", `/customers/${encodeURIComponent(phone)}/messages?limit=500`);
    return data.find((message) => message.id === id);
  }

  async stop() {
    const codes = [];
    this.files?.closeAllConnections();
    this.files?.close();
    for (const one of [this.server, this.sim]) if (one) codes.push(await stop(one));
    await rm(this.data, { recursive: true, force: true });
    return codes;
  }
}
