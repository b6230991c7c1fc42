import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText, isBranch, leafText, membersOf, pathText, type Step } from "@/record/tree";
import { IconButton } from "@/ui/button";
import { toClipboard } from "@/ui/clipboard";
import { Icon } from "@/ui/icon";
import { Menu } from "@/ui/menu";
import { toast } from "@/ui/toast";

const deepest = 12; // levels that are indented; what is deeper stands at the same place
const atOnce = 50; // members that are drawn before somebody asks for more
const shown = 300; // characters of a text

/** A read-only tree of whatever programs attached. Only what is unfolded is drawn. */
export function Metadata({ value, path = [] }: { value: object; path?: Step[] }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(atOnce);
  const members = membersOf(value);
  return (
    <div className={path.length === 0 ? "tree" : ""}>
      {members.slice(0, most).map(([key, child]) => <Node key={key} name={key} value={child} path={[...path, key]} />)}
      {members.length > most && <button type="button" className="link tn" style={indent(path.length)} onClick={() => setMost(most + atOnce)}>{t("details.more_items", { count: members.length - most })}</button>}
    </div>
  );
}

const indent = (depth: number) => ({ "--d": Math.min(depth, deepest) }) as React.CSSProperties;

function Node({ name, value, path }: { name: Step; value: unknown; path: Step[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(path.length === 1 && membersOf(value).length <= atOnce);
  const style = indent(path.length - 1);
  if (!isBranch(value)) return <Leaf name={name} value={value} path={path} />;
  const size = membersOf(value).length;
  return (
    <>
      <div className="tn branch" style={style}>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "down" : "right"} size={12} className={open ? "" : "flips"} /><span className="k"><bdi>{name}</bdi>{!open && `: ${t("details.items", { count: size })}`}</span>
        </button>
        <CopyMenu value={value} path={path} />
      </div>
      {open && <Metadata value={value} path={path} />}
    </>
  );
}

function Leaf({ name, value, path }: { name: Step; value: unknown; path: Step[] }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const { text, left } = leafText(value, whole ? Infinity : shown);
  return (
    <div className="tn" style={indent(path.length - 1)}>
      <bdi className="k">{name}</bdi><span className="k">: </span><bdi className={typeof value === "string" ? "s" : "n"}>{text}</bdi>
      {left > 0 && <>… <button type="button" className="link" onClick={() => setWhole(true)}>{t("details.more_text", { count: left })}</button></>}
      <CopyMenu value={value} path={path} />
    </div>
  );
}

function CopyMenu({ value, path }: { value: unknown; path: Step[] }) {
  const { t } = useTranslation();
  const copy = (text: string) => void toClipboard(text).then(() => toast(t("copy.done")), () => toast(t("copy.failed")));
  return (
    <Menu
      trigger={<IconButton icon="copy" iconSize={14} small label={t("copy.what", { what: pathText(path) })} className="copy" />}
      entries={[
        { kind: "item", icon: "copy", label: t("details.copy_value"), onSelect: () => copy(copyText(value)) },
        { kind: "item", icon: "list", label: t("details.copy_path"), onSelect: () => copy(pathText(path)) },
      ]}
    />
  );
}
