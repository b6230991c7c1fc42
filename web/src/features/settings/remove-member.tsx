import { useQuery } from "@tanstack/react-query";
import { ApiError, type User } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi } from "@/api/settings";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";
import { useSettingsWords } from "./words";

/** Asks before somebody leaves the project, oneself perhaps, with what becomes of the conversations they are in charge of. */
export function Remove({ person, onClose }: { person: User; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live, me, project } = useSession();
  const mine = person.user_id === me.user.id;
  const remove = async () => {
    try {
      await settingsApi.removeMember(person.user_id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return why(error);
    }
    for (const queryKey of mine ? [keys.me] : [keys.users, keys.loads]) void live.cache.invalidateQueries({ queryKey });
    toast(mine ? t("members.left", { project: project?.name }) : t("members.removed", { name: person.name }));
    return undefined;
  };
  const text = <><p>{t(mine ? "members.leave_text" : "members.remove_text")}</p><Charge of={person} mine={mine} /></>;
  if (mine) return <Confirm title={t("members.leave_title", { project: project?.name })} text={text} confirm={t("members.leave_confirm", { project: project?.name })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={remove} />;
  return <Confirm title={t("members.remove_title", { name: person.name })} text={text} confirm={t("members.remove_confirm", { name: person.name })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={remove} />;
}

/** How many open conversations a person leaves behind. Without an answer it still says where they go. */
function Charge({ of: person, mine }: { of: User; mine: boolean }) {
  const { t } = useSettingsWords();
  const loads = useQuery(queries.loads());
  if (loads.isFetching) return <p className="late" aria-busy="true"><span className="sk block h-3" /></p>;
  const count = loads.data?.find((load) => load.user_id === person.user_id)?.open_conversations ?? 0;
  if (loads.isError) return <p role="status">{t(mine ? "members.own_charge_unknown" : "members.charge_unknown")}</p>;
  if (count === 0) return <p role="status">{t(mine ? "members.own_charge_none" : "members.charge_none")}</p>;
  return <p role="status">{t(mine ? "members.own_charge" : "members.charge", { count })}</p>;
}
