"""Publishing procedures: their versions, what a new one would change, closing and opening again."""
