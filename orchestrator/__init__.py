"""Every AI call: plan, route, credentials, reservation, call, check, settlement."""
