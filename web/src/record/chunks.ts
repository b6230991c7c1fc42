import type { Row } from "./thread";

const size = 16; // rows

/**
 * Parts a thread into chunks that the browser can pass over while they are far
 * from what is seen. A row stays in the chunk that it came into first, whatever
 * is loaded before and after it: in another one it would be drawn anew.
 */
export class Chunks {
  #of = new Map<string, string>();
  #filled = new Map<string, number>();

  /** The rows of one day, in order, by chunk. */
  part(rows: readonly Row[]): { key: string; rows: Row[] }[] {
    this.#place(rows);
    const chunks: { key: string; of: string; rows: Row[] }[] = [];
    const seen = new Map<string, number>();
    for (const row of rows) {
      const of = this.#of.get(row.key) ?? row.key;
      if (chunks.at(-1)?.of !== of) {
        const times = seen.get(of) ?? 0; // a row that changed its place can part a chunk
        seen.set(of, times + 1);
        chunks.push({ key: times ? `${of} ${times}` : of, of, rows: [] });
      }
      chunks.at(-1)?.rows.push(row);
    }
    return chunks;
  }

  /** Older rows fill chunks from their end on, newer ones from their beginning. */
  #place(rows: readonly Row[]) {
    const first = rows.findIndex((row) => this.#of.has(row.key));
    const known = first < 0 ? rows.length : first;
    const last = rows.findLastIndex((row) => this.#of.has(row.key));
    for (let i = known - 1; i >= 0; i--) this.#add(rows[i]!, rows[i + 1]);
    for (let i = known + 1; i < rows.length; i++) this.#add(rows[i]!, rows[i - 1], i < last);
  }

  /** Into its neighbour's chunk while that has room, or a new one. between: its other neighbour has a place already, and no new chunk may come between them. */
  #add(row: Row, neighbour: Row | undefined, between = false) {
    if (this.#of.has(row.key)) return;
    const its = neighbour && this.#of.get(neighbour.key);
    const chunk = its !== undefined && (between || (this.#filled.get(its) ?? 0) < size) ? its : row.key;
    this.#of.set(row.key, chunk);
    this.#filled.set(chunk, (this.#filled.get(chunk) ?? 0) + 1);
  }
}
