// A simulator and a server that has one number of it, on either dialect.
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, start, stop } from "./process.js";

/**
 * Starts both, set up by the command line as an operator would. The server's
 * database is the one at databaseURL, or else a SQLite file.
 */
export async function startRig({ databaseURL, serve = [] } = {}) {
  const sim = await start("sim", "--listen", "127.0.0.1:0");
  const rig = new Rig(sim, await mkdtemp(join(tmpdir(), "relevo-kapso-")), databaseURL);
  try {
    await rig.setUp(serve);
  } catch (error) {
    await rig.stop();
    throw error;
  }
  return rig;
}

class Rig {
  constructor(sim, data, databaseURL) {
    this.sim = sim;
    this.data = data;
    this.at = ["--data", data, ...(databaseURL ? ["--database-url", databaseURL] : [])];
  }

  async setUp(serve) {
    this.info = await this.control("GET", "");
    const project = run("project", "create", ...this.at, "--name", "Contract").id;
    this.key = run("key", "create", ...this.at, "--project", project, "--name", "sdk").key;
    const app = run("meta-app", "add", ...this.at, "--project", project, "--name", "Simulator",
      "--app-secret", this.info.app_secret, "--verify-token", this.info.verify_token);
    run("number", "add", ...this.at, "--project", project, "--meta-app", app.id, "--kind", "sandbox", "--name", "Tavola",
      "--graph-url", this.sim.base, "--phone-number-id", this.info.phone_number_id,
      "--business-account-id", this.info.business_account_id, "--access-token", this.info.access_token,
      "--display-phone-number", this.info.display_phone_number);
    this.server = await start("serve", ...this.at, "--listen", "127.0.0.1:0", ...serve);
    await this.control("PUT", "/webhook", { url: this.server.base + app.webhook_path, verify: true, verify_token: this.info.verify_token });
  }

  /** Serves files as a public web server would; gives their addresses by name. */
  async serveFiles(files) {
    this.files = createServer((request, response) => {
      const file = files[request.url.slice(1)];
      response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
      response.end(file?.bytes);
    });
    this.files.listen(0, "127.0.0.1");
    await once(this.files, "listening");
    const base = `http://127.0.0.1:${this.files.address().port}`;
    return Object.fromEntries([...Object.keys(files), "none"].map((name) => [name, `${base}/${name}`]));
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

  /** Ends both; gives their exit codes. */
  async stop() {
    const codes = [];
    this.files?.closeAllConnections();
    this.files?.close();
    for (const one of [this.server, this.sim]) if (one) codes.push(await stop(one));
    await rm(this.data, { recursive: true, force: true });
    return codes;
  }
}
