import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { keyParts } from "./actions";

/** A shortcut as it is drawn: "Shift" "E", or "G" then "I". */
export function Shortcut({ press }: { press: string }) {
  const { t } = useTranslation();
  return (
    <span className="shortcut">
      {press.split(" ").map((one, i) => (
        <Fragment key={one}>
          {i > 0 && <small>{t("keys.then")}</small>}
          {keyParts(one).map((k) => <kbd key={k}>{k}</kbd>)}
        </Fragment>
      ))}
    </span>
  );
}
