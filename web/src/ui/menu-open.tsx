import { DropdownMenu as D } from "radix-ui";
import { Icon } from "./icon";
import type { MenuEntry, MenuProps } from "./menu";

export default function OpenMenu({ trigger, entries, side = "bottom", align = "start", onClose }: MenuProps) {
  return (
    <D.Root modal={false} defaultOpen onOpenChange={(open) => !open && onClose?.()}>
      <D.Trigger asChild>{trigger}</D.Trigger>
      <D.Portal container={document.querySelector("main")}>
        <D.Content className="menu" align={align} side={side} sideOffset={4} collisionPadding={8}>
          {entries.map((entry, i) => <Entry key={i} entry={entry} />)}
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case "line":
      return <D.Separator className="sep" />;
    case "note":
      return <>{entry.content}</>;
    case "item":
      return (
        <D.Item className="mi" onSelect={entry.onSelect}>
          {entry.icon && <Icon name={entry.icon} size={14} />}
          {entry.label}
          {entry.shortcut && <kbd aria-hidden>{entry.shortcut}</kbd>}
        </D.Item>
      );
    case "choice":
      return (
        <D.RadioGroup value={entry.value} onValueChange={entry.onChange} aria-label={entry.label}>
          <D.Label className="mh">{entry.label}</D.Label>
          {entry.options.map((option) => (
            <D.RadioItem key={option.value} className={`mi ${option.hint ? "tall" : ""}`} value={option.value} disabled={option.disabled}>
              <span className="trunc">{option.label}{option.hint && <small>{option.hint}</small>}</span>
              {option.count && <span className="count">{option.count}</span>}
              <D.ItemIndicator className="tick"><Icon name="check" size={14} className="tick" /></D.ItemIndicator>
            </D.RadioItem>
          ))}
        </D.RadioGroup>
      );
  }
}
