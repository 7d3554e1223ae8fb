// Stands in for packages that are required and not used (parts.js).
