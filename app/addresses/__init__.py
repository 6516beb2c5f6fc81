"""« Rechercher une adresse »: a help to fill an address, never a gate."""
