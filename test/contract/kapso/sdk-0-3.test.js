import * as sdk from "kapso-0-3";
import { contract } from "./operations.js";

contract("0.3.0", sdk);
