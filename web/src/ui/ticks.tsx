import type { Tick } from "@/record/ticks";

const shapes: Record<Tick, { path: string; one?: boolean }> = {
  clock: { path: "M1.4 6a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0 -9.2 0M6 3.7V6l1.6 1", one: true },
  sent: { path: "M2 6.5l2.8 2.8L10.5 3", one: true },
  delivered: { path: "M1 6.5l2.8 2.8L9.5 3M7 8.5l.9.8L13.9 3" },
  read: { path: "M1 6.5l2.8 2.8L9.5 3M7 8.5l.9.8L13.9 3" },
  played: { path: "M7.5 1a1.6 1.6 0 0 1 1.6 1.6v2.6a1.6 1.6 0 0 1-3.2 0V2.6A1.6 1.6 0 0 1 7.5 1zM4 5a3.5 3.5 0 0 0 7 0M7.5 8.6V11" },
  failed: { path: "M6 1.5L.8 10.5h10.4zM6 5v2.3M6 8.9v.1", one: true },
};

/** A delivery state as a drawing, with its name for screen readers. */
export function Ticks({ tick, label }: { tick: Tick; label: string }) {
  const { path, one } = shapes[tick];
  const colour = tick === "played" ? "read" : tick;
  return (
    <svg className={`tk ${colour} ${one ? "one" : ""}`} viewBox={one ? "0 0 12 12" : "0 0 15 12"} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
