import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/client";
import { useSession } from "@/live/session";
import { shortName } from "@/record/names";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import "./assignment.css";

const load = () => import("./picker");
const Picker = lazy(load);

/** The same in the details, below a title. */
export function AssignSection({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <section className="sec" aria-label={t("assign.section")}>
      <h3>{t("assign.section")}</h3>
      <AssignControl conversation={conversation} wide />
    </section>
  );
}

/** Who is in charge of a conversation, and the way to change it. `wide` fills the line and says the whole name. */
export function AssignControl({ conversation, wide }: { conversation: Conversation; wide?: boolean }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [wanted, setWanted] = useState(false);
  const { assigned_user_id: id, assigned_user_name: name } = conversation.kapso;
  const face = id ? <Avatar initials={initialsOf(name ?? "")} tint={tintOf(id)} size={20} /> : <Icon name="user" />;
  const label = id ? t("assign.to", { name: name ?? t("by.member") }) : t("assign.nobody_label");
  const shown = id ? (wide ? name : shortName(name ?? "")) : t(wide ? "assign.nobody" : "assign.action");
  if (!may("conversation:write")) return <span className={`assign read ${wide ? "wide" : ""}`} title={label}>{face}<span className="an trunc" dir="auto">{id ? shown : t("assign.nobody")}</span></span>;
  const trigger = (
    <button
      type="button" className={`assign ${wide ? "wide" : ""}`} aria-label={label} title={label} aria-haspopup="dialog" aria-expanded={false}
      data-assign={wide ? undefined : ""} onClick={() => setWanted(true)} onPointerEnter={() => void load()} onFocus={() => void load()}
    >
      {face}
      <span className="an trunc" dir="auto">{shown}</span>
      <Icon name="down" size={14} />
    </button>
  );
  return wanted ? <Suspense fallback={trigger}><Picker conversation={conversation} trigger={trigger} /></Suspense> : trigger;
}

/** The choice alone, at a point of the window, for a conversation that needn't be open. */
export function AssignAt({ conversation, left, top, onClose }: { conversation: Conversation; left: number; top: number; onClose: () => void }) {
  const { t } = useTranslation();
  return <Suspense><Picker conversation={conversation} trigger={<span className="menu-at" role="button" aria-label={t("assign.title")} style={{ left, top }} />} align="start" onClose={onClose} /></Suspense>;
}
