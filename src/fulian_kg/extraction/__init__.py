"""From a case to grounded facts: atoms, clauses and scope, one module a kind of fact, the grounding gate."""
