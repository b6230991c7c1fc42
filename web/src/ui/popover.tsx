import { Popover as P } from "radix-ui";
import type { ReactNode } from "react";

/** A small card beside its trigger; loaded on first use, then opened at once. */
export default function Popover({ trigger, children, label, defaultOpen }: { trigger: ReactNode; children: ReactNode; label: string; defaultOpen?: boolean }) {
  return (
    <P.Root defaultOpen={defaultOpen}>
      <P.Trigger asChild>{trigger}</P.Trigger>
      <P.Portal container={document.querySelector("main")}>
        <P.Content className="popover" aria-label={label} align="end" sideOffset={4} collisionPadding={8}>{children}</P.Content>
      </P.Portal>
    </P.Root>
  );
}
