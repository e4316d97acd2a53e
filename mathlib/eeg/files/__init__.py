"""Published files of data sets: their records, where they lie, how they are fetched and proved."""
