import * as sdk from "kapso-0-3";
import { contract } from "./contract.js";

contract("0.3.0", sdk);
