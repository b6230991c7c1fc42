import { Popover as P } from "radix-ui";
import type { ReactNode } from "react";

type Props = { trigger: ReactNode; children: ReactNode; label: string; defaultOpen?: boolean; open?: boolean; onOpenChange?: (open: boolean) => void; className?: string; align?: "start" | "end"; onCloseAutoFocus?: (event: Event) => void };

/** A small card beside its trigger; loaded on first use, then opened at once. */
export default function Popover({ trigger, children, label, defaultOpen, open, onOpenChange, className = "", align = "end", onCloseAutoFocus }: Props) {
  return (
    <P.Root defaultOpen={defaultOpen} open={open} onOpenChange={onOpenChange}>
      <P.Trigger asChild>{trigger}</P.Trigger>
      <P.Portal container={document.querySelector("main")}>
        <P.Content className={`popover ${className}`} aria-label={label} align={align} sideOffset={4} collisionPadding={8} onCloseAutoFocus={onCloseAutoFocus}>{children}</P.Content>
      </P.Portal>
    </P.Root>
  );
}
