// Starts the simulator as a child process with a webhook receiver of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const binary = resolve(process.env.RELEVO_BIN ?? "../../../bin/relevo");

export async function startSimulator() {
  const receiver = await startReceiver();
  const child = spawn(binary, ["sim", "--listen", "127.0.0.1:0", "--webhook-url", receiver.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the simulator ended with ${code}`);
    }),
  ]);
  const base = line.replace(/^ready /, "");
  const info = await (await fetch(`${base}/control`)).json();
  return new Simulator(base, info, receiver, child);
}

class Simulator {
  constructor(base, info, receiver, child) {
    Object.assign(this, { base, info, receiver, child });
  }

  async control(method, path, body) {
    const answer = await fetch(`${this.base}/control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return json;
  }

  /** Makes a customer with an open window; gives the phone number with +. */
  async customer(phone, name = "Ada Example") {
    await this.control("POST", "/customers", { name, phone });
    await this.say(phone, { type: "text", text: "Hi" });
    return phone;
  }

  /** Sends as a customer and gives the webhook that it made. */
  async say(who, message) {
    const sent = await this.control("POST", `/customers/${encodeURIComponent(who)}/messages`, message);
    return this.receiver.next((hook) => messageOf(hook)?.id === sent.id);
  }

  advance(duration) {
    return this.control("POST", "/clock", { advance: duration });
  }

  /** Waits for a status webhook of a message. */
  async status(id, status) {
    const hook = await this.receiver.next((h) => statusOf(h)?.id === id && statusOf(h).status === status);
    return statusOf(hook);
  }

  /** What the customer's phone shows of a message. */
  async onPhone(who, id) {
    const { data } = await this.control("GET", `/customers/${encodeURIComponent(who)}/messages?limit=500`);
    return data.find((m) => m.id === id);
  }

  async stop() {
    this.child.kill("SIGTERM");
    const [code] = await once(this.child, "exit");
    this.receiver.close();
    return code;
  }
}

const valueOf = (hook) => hook.json.entry[0].changes[0].value;
const messageOf = (hook) => valueOf(hook).messages?.[0];
const statusOf = (hook) => valueOf(hook).statuses?.[0];

/** A receiver that keeps every webhook until somebody asks for it. */
async function startReceiver() {
  const kept = [];
  let waiting = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const raw = Buffer.concat(parts).toString("utf8");
    response.end();
    kept.push({ raw, json: JSON.parse(raw), signature: request.headers["x-hub-signature-256"] });
    waiting.forEach((look) => look());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/webhook`,
    next(matches) {
      return new Promise((done, failed) => {
        const timer = setTimeout(() => failed(new Error("no such webhook came in 20 s")), 20_000);
        const look = () => {
          const at = kept.findIndex(matches);
          if (at < 0) return;
          clearTimeout(timer);
          waiting = waiting.filter((w) => w !== look);
          done(kept.splice(at, 1)[0]);
        };
        waiting.push(look);
        look();
      });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A PNG of one pixel. */
export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
