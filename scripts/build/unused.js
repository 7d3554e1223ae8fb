// Stands in for packages that are not used (parts.js). What one of them is asked for is a function that writes nothing.
module.exports = () => () => {};
