import { DropdownMenu as D } from "radix-ui";
import type { ReactNode } from "react";
import { Icon, type IconName } from "@/ui/icon";

/** A menu with rows of more than one kind; it stands in the page's main landmark. */
export function Menu({ trigger, children, align = "end" }: { trigger: ReactNode; children: ReactNode; align?: "start" | "end" }) {
  return (
    <D.Root modal={false}>
      <D.Trigger asChild>{trigger}</D.Trigger>
      <D.Portal container={document.querySelector("main")}>
        <D.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>{children}</D.Content>
      </D.Portal>
    </D.Root>
  );
}

export function MenuItem({ icon, onSelect, children }: { icon?: IconName; onSelect: () => void; children: ReactNode }) {
  return <D.Item className="mi" onSelect={onSelect}>{icon && <Icon name={icon} size={14} />}{children}</D.Item>;
}

export const MenuLine = () => <D.Separator className="sep" />;

/** Items under a title that names them. */
export function MenuGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <D.Group>
      {title && <D.Label className="mh" dir="auto">{title}</D.Label>}
      {children}
    </D.Group>
  );
}
