import i18next from "i18next";
import later from "./later.json";

// Texts of what is fetched after the list and the thread; whoever needs them imports this file.
i18next.addResources("en", "app", later);
