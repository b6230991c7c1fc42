import { useQuery } from "@tanstack/react-query";
import type { User } from "@/api/client";
import { queries } from "@/live/queries";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Head, Loaded } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

/** Who is in the project, and what each may do. */
export default function Members() {
  const { t } = useSettingsWords();
  const users = useQuery({ ...queries.users(), staleTime: 0 });
  return (
    <>
      <Head title={t("members.title")} text={users.data && t("members.text", { count: users.data.length })} />
      <Loaded query={users}>{(people) => <People people={people} />}</Loaded>
    </>
  );
}

function People({ people }: { people: User[] }) {
  const { t } = useSettingsWords();
  return (
    <div className="card">
      <table className="tbl">
        <thead><tr><th scope="col">{t("members.name")}</th><th scope="col">{t("members.role")}</th></tr></thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.user_id}>
              <td>
                <div className="member">
                  <Avatar initials={initialsOf(person.name)} tint={tintOf(person.user_id)} size={28} />
                  <div className="grow"><b dir="auto">{person.name}</b><span>{person.email}</span></div>
                </div>
              </td>
              <td>{t(`role.${person.role}` as SettingsKey)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
