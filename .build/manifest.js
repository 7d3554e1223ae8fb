// The former name of the build.
import './build.js';
