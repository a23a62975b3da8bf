//! The products of the fictional software producer.

/// One product: a group of features that is sold together.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) name: &'static str,
    /// The feature that every copy needs.
    core: &'static str,
    /// The rest, the most used first.
    extras: &'static [&'static str],
    /// A feature that few may use, by the access rules of many accounts.
    pub(super) premium: &'static str,
    /// Whether a cloud license server meters it instead of counting licenses in use.
    pub(super) metered: bool,
}

impl Product {
    /// The number of features, without the premium one.
    pub(super) fn ordinary_features(&self) -> usize {
        1 + self.extras.len()
    }

    /// The feature at `index`; the core for 0 and for any index out of range.
    pub(super) fn feature(&self, index: usize) -> &'static str {
        index
            .checked_sub(1)
            .and_then(|index| self.extras.get(index))
            .unwrap_or(&self.core)
    }
}

/// Every product: 45 features in all.
pub(super) static PRODUCTS: [Product; 8] = [
    Product {
        name: "Brindle Draft",
        core: "draft_core",
        extras: &["draft_sheet", "draft_symbols", "draft_dwg_exchange"],
        premium: "draft_automation",
        metered: false,
    },
    Product {
        name: "Brindle Solid",
        core: "solid_core",
        extras: &[
            "solid_assembly",
            "solid_surface",
            "solid_sheet_metal",
            "solid_mold",
        ],
        premium: "solid_generative",
        metered: false,
    },
    Product {
        name: "Brindle Flow",
        core: "flow_solver",
        extras: &["flow_prepost", "flow_mesher", "flow_multiphase"],
        premium: "flow_hpc",
        metered: true,
    },
    Product {
        name: "Brindle Stress",
        core: "stress_solver",
        extras: &[
            "stress_prepost",
            "stress_fatigue",
            "stress_nonlinear",
            "stress_dynamics",
        ],
        premium: "stress_hpc",
        metered: false,
    },
    Product {
        name: "Brindle Circuit",
        core: "circuit_schematic",
        extras: &["circuit_layout", "circuit_library", "circuit_sim"],
        premium: "circuit_hispeed",
        metered: false,
    },
    Product {
        name: "Brindle Plant",
        core: "plant_piping",
        extras: &[
            "plant_isometrics",
            "plant_steel",
            "plant_review",
            "plant_instrumentation",
        ],
        premium: "plant_pointcloud",
        metered: false,
    },
    Product {
        name: "Brindle Render",
        core: "render_view",
        extras: &["render_node", "render_materials", "render_animation"],
        premium: "render_farm",
        metered: true,
    },
    Product {
        name: "Brindle Vault",
        core: "vault_client",
        extras: &[
            "vault_workflow",
            "vault_bom",
            "vault_erp_link",
            "vault_supplier",
            "vault_search",
        ],
        premium: "vault_admin",
        metered: false,
    },
];
