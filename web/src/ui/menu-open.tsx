import { DropdownMenu as D } from "radix-ui";
import { cloneElement, useRef, useState, type FocusEvent } from "react";
import { Icon } from "./icon";
import { byArrow, type Focused, type MenuEntry, type MenuProps } from "./menu";

/** Open to begin with, with the focus on an entry of it or on none. */
export default function OpenMenu({ trigger, entries, side = "bottom", align = "start", focused, onClose }: MenuProps & { focused?: Focused }) {
  const [open, setOpen] = useState(true);
  const next = useRef(focused); // Radix knows only keys that were pressed after it came
  const closed = useRef(false);
  const change = (to: boolean) => {
    setOpen(to);
    const told = closed.current;
    closed.current = !to;
    if (!to && !told) onClose?.(); // Radix says it again when what an entry opened takes the focus
  };
  const button = cloneElement(trigger, {
    onKeyDown: (event) => {
      if (open || !(next.current = byArrow(event))) return;
      change(true);
    },
  });
  const onFocus = ({ target, currentTarget }: FocusEvent) => {
    if (target !== currentTarget || !next.current) return;
    const all = currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]:not([data-disabled])");
    const entry = all[next.current === "first" ? 0 : all.length - 1];
    next.current = undefined;
    queueMicrotask(() => entry?.focus()); // after Radix, which may choose the first
  };
  return (
    <D.Root modal={false} open={open} onOpenChange={change}>
      <D.Trigger asChild>{button}</D.Trigger>
      <D.Portal container={document.querySelector("main")}>
        <D.Content className="menu" align={align} side={side} sideOffset={4} collisionPadding={8} onFocus={onFocus}>
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
