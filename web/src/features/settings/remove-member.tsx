import { useQuery } from "@tanstack/react-query";
import { ApiError, type User } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi } from "@/api/settings";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";
import { useSettingsWords } from "./words";

/** Asks before somebody leaves the project, with what becomes of the conversations they are in charge of. */
export function Remove({ person, onClose }: { person: User; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live } = useSession();
  const remove = async () => {
    try {
      await settingsApi.removeMember(person.user_id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return why(error);
    }
    for (const queryKey of [keys.users, keys.loads]) void live.cache.invalidateQueries({ queryKey });
    toast(t("members.removed", { name: person.name }));
    return undefined;
  };
  const text = <><p>{t("members.remove_text")}</p><Charge of={person} /></>;
  return <Confirm title={t("members.remove_title", { name: person.name })} text={text} confirm={t("members.remove_confirm", { name: person.name })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={remove} />;
}

/** How many open conversations a person leaves behind. Without an answer it still says where they go. */
function Charge({ of: person }: { of: User }) {
  const { t } = useSettingsWords();
  const loads = useQuery(queries.loads());
  if (loads.isFetching) return <p className="late" aria-busy="true"><span className="sk block h-3" /></p>;
  const count = loads.data?.find((load) => load.user_id === person.user_id)?.open_conversations ?? 0;
  return <p role="status">{loads.isError ? t("members.charge_unknown") : count === 0 ? t("members.charge_none") : t("members.charge", { count })}</p>;
}
