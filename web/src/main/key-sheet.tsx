import { useTranslation } from "react-i18next";
import { keyParts, type Action } from "@/actions/actions";
import { Dialog } from "@/ui/dialog";

/** Every key, from the same list that runs them. */
export default function KeySheet({ actions, onClose }: { actions: readonly Action[]; onClose: () => void }) {
  const { t } = useTranslation();
  const columns = [
    { title: t("keys.list"), rows: rowsOf(actions, "list") },
    { title: t("keys.thread"), rows: rowsOf(actions, "thread") },
    { title: t("keys.app"), rows: [...rowsOf(actions, "app"), { id: "send", label: t("keys.send"), shortcut: ["Enter"] }, { id: "line", label: t("keys.new_line"), shortcut: ["Shift+Enter"] }] },
  ];
  return (
    <Dialog wide title={t("keys.title")} close={t("close")} onClose={onClose}>
      <div className="kcols">
        {columns.map((column) => (
          <section key={column.title}>
            <h3>{column.title}</h3>
            <ul>
              {column.rows.map((row) => (
                <li key={row.id}>
                  <span className="grow">{row.label}</span>
                  {row.shortcut.map((s, i) => <span key={s} className="flex items-center gap-1">{i > 0 && <small>{t("keys.or")}</small>}{keyParts(s).map((k) => <kbd key={k}>{k}</kbd>)}</span>)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const rowsOf = (actions: readonly Action[], group: Action["group"]) =>
  actions.flatMap(({ id, label, shortcut, group: g }) => (g === group && shortcut ? [{ id, label, shortcut }] : []));
