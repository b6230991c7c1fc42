import * as sdk from "kapso-0-2";
import { contract } from "./contract.js";

contract("0.2.0", sdk, ["sendInteractiveCarousel"]);
