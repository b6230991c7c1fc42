import type { Activity } from "@/api/client";
import { useWords } from "@/i18n/words";
import { usePeople, useSession } from "@/live/session";
import { actorOf } from "@/record/actor";
import { timeText, moment } from "@/record/time";
import { Icon, type IconName } from "@/ui/icon";

const icons: Record<Activity["type"], IconName> = { assigned: "user", unassigned: "user", closed: "check", reopened: "history", ended_by_silence: "clock" };

/** A centred line about what happened to the conversation besides its messages. */
export function ActivityLine({ activity }: { activity: Activity }) {
  const { t, locale } = useWords();
  const { me } = useSession();
  const people = usePeople();
  const actor = actorOf(activity.actor, me.user.id, people);
  const own = activity.actor === `user:${activity.user_id}`;
  const named = actor.name || (own && activity.user_name) || t("by.member"); // who left the team is known by the activity alone
  const who = { viewer: t("activity.you"), member: named, program: t("activity.program"), system: t("activity.relevo") }[actor.kind];
  const by = actor.kind === "viewer" ? t("activity.you_object") : who;
  const whom = activity.user_id === me.user.id ? t("activity.you_object") : (activity.user_name ?? t("by.member"));
  const text = {
    assigned: own ? t("activity.took", { actor: who }) : t("activity.assigned", { actor: who, person: whom }),
    unassigned: own ? t("activity.released", { actor: who }) : t("activity.unassigned", { actor: who, person: whom }),
    closed: t("activity.closed", { actor: by }),
    reopened: t("activity.reopened", { actor: by }),
    ended_by_silence: t("activity.silence"),
  }[activity.type];
  return (
    <div className="sys keyed" data-key={activity.id}>
      <Icon name={icons[activity.type]} size={14} />
      <span dir="auto">{text} · <time className="num" dateTime={activity.at}>{timeText(moment(activity.at), locale)}</time>{activity.notes && <span className="sys-note" dir="auto">{activity.notes}</span>}</span>
    </div>
  );
}
