import { useSession } from "@/live/session";
import { Head } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

/** The person's own account. */
export default function Profile() {
  const { t } = useSettingsWords();
  const { me } = useSession();
  const project = me.projects[0];
  return (
    <>
      <Head title={t("profile.title")} text={t("profile.text")} />
      <dl className="kv2">
        <dt>{t("profile.name")}</dt><dd dir="auto">{me.user.name}</dd>
        <dt>{t("profile.email")}</dt><dd>{me.user.email}</dd>
        {project && <><dt>{t("profile.project")}</dt><dd dir="auto">{project.name}</dd></>}
        {project?.role && <><dt>{t("profile.role")}</dt><dd>{t(`role.${project.role}` as SettingsKey)}</dd></>}
      </dl>
    </>
  );
}
