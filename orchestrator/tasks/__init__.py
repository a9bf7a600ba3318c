"""What is asked of a model: prompt and schema, what is read first, what is checked after."""
