import type { ReactNode } from "react";

type Props = { initials: string; tint: number; size?: number; children?: ReactNode };

/** Decoration: the name stands beside it, so the letters are drawn and not read. Children are badges on its edge. */
export function Avatar({ initials, tint, size = 36, children }: Props) {
  return (
    <span className={`av t${tint}`} data-initials={initials} style={{ "--s": `${size}px` } as React.CSSProperties}>
      {children}
    </span>
  );
}
