import * as sdk from "kapso-0-2";
import { contract } from "./operations.js";

contract("0.2.0", sdk);
