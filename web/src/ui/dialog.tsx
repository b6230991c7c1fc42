import { Dialog as D } from "radix-ui";
import type { KeyboardEvent, ReactNode } from "react";
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

type LightboxProps = Omit<Props, "wide" | "end"> & { tools?: ReactNode; onKeyDown?: (event: KeyboardEvent) => void };

/** One picture over everything; a press beside it closes. */
export function Lightbox({ title, close, onClose, tools, onKeyDown, children }: LightboxProps) {
  return (
    <D.Root open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <D.Overlay className="scrim dark" />
        <D.Content className="lightbox" aria-describedby={undefined} onKeyDown={onKeyDown} onClick={(e) => e.target === e.currentTarget && onClose()}>
          <D.Title className="sr">{title}</D.Title>
          {children}
          <div className="lightbox-tools">{tools}<D.Close asChild><IconButton icon="x" label={close} iconSize={20} /></D.Close></div>
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}
