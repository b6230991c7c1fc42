import { Dialog as D } from "radix-ui";
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { IconButton } from "./button";
import { useFocusBack } from "./focus-back";

type Props = {
  title: string;
  close: string;
  onClose: () => void;
  wide?: boolean;
  /** Opens by itself: a key that was meant for something else presses none of its buttons. */
  unasked?: boolean;
  /** Stands in the head, before the cross. */
  end?: ReactNode;
  children: ReactNode;
};

/** Traps the focus and gives it back to where it was when it closes. */
export function Dialog({ title, close, onClose, wide, unasked, end, children }: Props) {
  const focusBack = useFocusBack();
  const content = useRef<HTMLDivElement>(null);
  const focusContent = (event: Event) => {
    event.preventDefault();
    content.current?.focus();
  };
  const focusField = (event: Event) => { // what a form is there for, not the cross that closes it
    const field = content.current?.querySelector<HTMLElement>("form :is(input, select, textarea):not([type=file])");
    if (!field) return;
    event.preventDefault();
    field.focus();
  };
  return (
    <D.Root open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <D.Overlay className="scrim" />
        <D.Content ref={content} className={`dialog ${wide ? "wide" : ""}`} aria-describedby={undefined} onOpenAutoFocus={unasked ? focusContent : focusField} onCloseAutoFocus={focusBack}>
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

type LightboxProps = Omit<Props, "wide" | "unasked" | "end"> & { tools?: ReactNode; onKeyDown?: (event: KeyboardEvent) => void };

/** One picture over everything; a press beside it closes. */
export function Lightbox({ title, close, onClose, tools, onKeyDown, children }: LightboxProps) {
  const focusBack = useFocusBack();
  return (
    <D.Root open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <D.Overlay className="scrim dark" />
        <D.Content className="lightbox" aria-describedby={undefined} onCloseAutoFocus={focusBack} onKeyDown={onKeyDown} onClick={(e) => e.target === e.currentTarget && onClose()}>
          <D.Title className="sr">{title}</D.Title>
          {children}
          <div className="lightbox-tools">{tools}<D.Close asChild><IconButton icon="x" label={close} iconSize={20} /></D.Close></div>
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}
