import { Dialog as D } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button";

type Props = {
  title: string;
  close: string;
  onClose: () => void;
  wide?: boolean;
  /** Stands in the head, before the cross. */
  end?: ReactNode;
  children: ReactNode;
};

/** Traps the focus and gives it back to where it was when it closes. */
export function Dialog({ title, close, onClose, wide, end, children }: Props) {
  return (
    <D.Root open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <D.Overlay className="scrim" />
        <D.Content className={`dialog ${wide ? "wide" : ""}`} aria-describedby={undefined}>
          <header>
            <D.Title asChild><h2>{title}</h2></D.Title>
            {end}
            <D.Close asChild><IconButton icon="x" label={close} /></D.Close>
          </header>
          {children}
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}

/** One picture over everything. */
export function Lightbox({ title, close, onClose, children }: Omit<Props, "wide" | "end">) {
  return (
    <D.Root open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <D.Overlay className="scrim" style={{ background: "var(--over-photo)" }} />
        <D.Content className="lightbox" aria-describedby={undefined} onClick={onClose}>
          <D.Title className="sr">{title}</D.Title>
          {children}
          <D.Close asChild><IconButton icon="x" label={close} className="lightbox-x" iconSize={20} /></D.Close>
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}
