package sandbox

// number gives every component without an id one that no other has, counting
// from one in the order of reading.
func number(list []component) {
	used := map[int]bool{}
	eachComponent(list, func(x *component) { used[x.ID] = true })
	next := 1
	eachComponent(list, func(x *component) {
		if x.ID != 0 {
			return
		}
		for used[next] {
			next++
		}
		x.ID = next
		used[next] = true
	})
}

// eachComponent visits all components, those inside of others too.
func eachComponent(list []component, visit func(*component)) {
	for i := range list {
		x := &list[i]
		visit(x)
		eachComponent(x.Components, visit)
		if x.Accessory != nil {
			visit(x.Accessory)
		}
		if x.Component != nil {
			visit(x.Component)
		}
	}
}

// findComponent is the component with a custom id, or nil.
func findComponent(list []component, id string) *component {
	for i := range list {
		x := &list[i]
		if x.CustomID == id {
			return x
		}
		if found := findComponent(x.Components, id); found != nil {
			return found
		}
		if x.Accessory != nil && x.Accessory.CustomID == id {
			return x.Accessory
		}
		if x.Component != nil && x.Component.CustomID == id {
			return x.Component
		}
	}
	return nil
}
