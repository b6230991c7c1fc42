// A PostgreSQL cluster of the test process's own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp } from "node:fs/promises";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";

const superuser = "relevo";

// Makes a cluster and keeps it while its standard input is open. The system
// closes that when the test process ends, however it ends: then the server
// stops and its directory goes. It listens on a socket in that directory only.
const supervise = `
trap '' INT TERM HUP PIPE
settings="-F -c listen_addresses= -c unix_socket_directories=$2 -c synchronous_commit=off"
settings="$settings -c full_page_writes=off -c shared_buffers=32MB -c jit=off"
if "$1/initdb" -D "$2/data" -U "$3" -A trust -E UTF8 --locale=C -N >"$2/log" 2>&1 &&
   "$1/pg_ctl" -D "$2/data" -l "$2/log" -w -o "$settings" start >>"$2/log" 2>&1
then
	echo ready
	read -r end
else
	tail -n 20 "$2/log"
fi
"$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
cd / && rm -rf "$2"
`;

/** Starts a cluster. */
export async function startPostgres() {
  const bin = programs();
  const dir = await mkdtemp(join(tmpdir(), "relevo-pg-"));
  const user = serverUser();
  if (user) await chown(dir, user.uid, user.gid);
  const child = spawn("/bin/sh", ["-c", supervise, "sh", bin, dir, superuser], {
    ...user, cwd: dir, env: { ...process.env, LC_ALL: "C" }, detached: true, stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "ready") return new Postgres(bin, dir, child, ended);
    said += `${line}\n`;
  }
  throw new Error(`PostgreSQL did not start:\n${said}`);
}

class Postgres {
  #databases = 0;

  constructor(bin, dir, child, ended) {
    Object.assign(this, { bin, dir, child, ended });
  }

  /** Makes an empty database; gives its URL. */
  create() {
    const name = `test_${++this.#databases}`;
    execFileSync(join(this.bin, "createdb"), ["-h", this.dir, "-U", superuser, name]);
    return `postgres:///${name}?${new URLSearchParams({ host: this.dir, user: superuser })}`;
  }

  async stop() {
    this.child.stdin.end();
    await this.ended;
  }
}

/** The directory of the newest installed server programs. */
function programs() {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/bin", ...versions.map((version) => join(packaged, version, "bin"))];
  for (const place of places.map((folder) => join(folder, "initdb")).filter((file) => existsSync(file))) {
    const bin = dirname(realpathSync(place));
    if (existsSync(join(bin, "pg_ctl"))) return bin;
  }
  throw new Error("PostgreSQL 15 or later is not installed: install the package postgresql");
}

/** Whom the server runs as: it refuses to run as root. */
function serverUser() {
  if (process.getuid() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // no such user
    }
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody");
}
