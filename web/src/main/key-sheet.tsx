import { useTranslation } from "react-i18next";
import type { Action, ActionGroup } from "@/actions/actions";
import { singleKeys, useSingleKeys } from "@/actions/keys";
import { Shortcut } from "@/actions/shortcut";
import { Dialog } from "@/ui/dialog";
import { Switch } from "@/ui/switch";

type Line = { id: string; label: string; shortcut: readonly string[] };

/** Every key, from the same list that runs them. */
export default function KeySheet({ actions, onClose }: { actions: readonly Action[]; onClose: () => void }) {
  const { t } = useTranslation();
  const single = useSingleKeys();
  // Keys of the composer, which it takes itself while somebody writes.
  const typed: Line[] = actions.some((a) => a.group === "write") ? [
    { id: "send", label: t("keys.send"), shortcut: ["Enter"] },
    { id: "line", label: t("keys.new_line"), shortcut: ["Shift+Enter"] },
    { id: "always", label: t("keys.send_always"), shortcut: ["Mod+Enter"] },
    { id: "canned", label: t("keys.canned"), shortcut: ["/"] },
    { id: "emoji", label: t("keys.emoji"), shortcut: [":"] },
  ] : [];
  const columns: { group: ActionGroup; title: string; more?: Line[] }[][] = [
    [{ group: "move", title: t("keys.move") }, { group: "go", title: t("keys.go") }],
    [{ group: "conversation", title: t("keys.conversation") }, { group: "panels", title: t("keys.panels") }],
    [{ group: "write", title: t("keys.write"), more: typed }, { group: "app", title: t("keys.app") }],
  ];
  const end = <label className="switch-label">{t("keys.single")}<Switch checked={single} onChange={singleKeys.set} /></label>;
  return (
    <Dialog wide title={t("keys.title")} end={end} close={t("close")} onClose={onClose}>
      <div className="kcols">
        {columns.map((sections) => (
          <div key={sections[0]!.group}>
            {sections.map(({ group, title, more = [] }) => <Section key={group} title={title} lines={[...linesOf(actions, group), ...more]} />)}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Section({ title, lines }: { title: string; lines: Line[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <span className="grow">{line.label}</span>
            {line.shortcut.map((press, i) => <span key={press} className="flex items-center gap-1">{i > 0 && <small>{t("keys.or")}</small>}<Shortcut press={press} /></span>)}
          </li>
        ))}
      </ul>
    </section>
  );
}

const linesOf = (actions: readonly Action[], group: ActionGroup): Line[] =>
  actions.flatMap(({ id, label, shortcut, group: g }) => (g === group && shortcut ? [{ id, label, shortcut }] : []));
