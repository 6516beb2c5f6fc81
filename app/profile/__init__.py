"""« Mes informations personnelles »."""
